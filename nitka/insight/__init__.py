"""How many, why, who: the page that answers from ratings."""
