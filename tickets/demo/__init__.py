"""A believable company for trying the product: people, a month of requests, and what became of them."""
