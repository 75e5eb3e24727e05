"""What the law asks of a sanction, a hearing, a late fee, a draw: pure checks and arithmetic over plain values."""
