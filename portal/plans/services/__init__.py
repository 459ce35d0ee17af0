"""Writing a plan: the project as a whole, and its items one by one."""
