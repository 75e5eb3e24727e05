"""The pages of retention: the schedule with its holds and records, a destruction, a hold."""
