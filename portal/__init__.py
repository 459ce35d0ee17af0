"""家园共议: residents of an old estate decide, pay for and judge its renovation."""
