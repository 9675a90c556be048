"""The builder: a definition as a form in words. The form is the state; each answer is the whole of it, drawn anew."""
