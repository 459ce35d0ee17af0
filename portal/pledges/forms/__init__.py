"""What is asked about schemes, promises and money."""
