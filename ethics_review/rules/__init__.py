"""What the measures ask of a committee, an application, a vote: pure checks and arithmetic over plain values."""
