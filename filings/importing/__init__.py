"""Taking in the lists that the authority publishes: read, judge, report, store; whole or not at all."""
