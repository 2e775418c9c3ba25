"""Sending: `outbox` claims what is due and records the outcome, one module per way out does the sending."""
