"""Small recordings with answers, and the recipe that made them."""
