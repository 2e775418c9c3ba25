"""Promises on tickets: `clocks` keeps ledger and timers in step with what happens, `sweep` notices what was missed."""
