"""Sign-in by the company's OpenID Connect provider: allauth's flow, our own wire and our own rules of who gets in."""
