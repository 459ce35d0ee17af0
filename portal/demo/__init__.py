"""The demonstration district: real offices, invented people and figures, every line marked 演示."""
