"""Taking in the lists that the authority publishes."""
