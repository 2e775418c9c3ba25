"""The agent's lists of tickets: which ones a view holds, in what order, narrowed by what words. Pure query building."""
