"""Who vouches for members: the company's OpenID Connect provider."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nitka.kit import clock, secrets

SEALED = "accounts.issuer"


class Issuer(models.Model):
    """The one provider of the installation. No policy: sign-in comes before any workspace; its secret is sealed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    url = models.CharField(max_length=500)
    client_id = models.CharField(max_length=200)
    sealed = models.TextField()
    label = models.CharField(max_length=40)
    domains = ArrayField(models.CharField(max_length=253))
    by_operator = models.BooleanField(default=False)  # set at the machine, not by a page
    believes_silence = models.BooleanField(default=False)  # an address of which the provider does not say "verified"
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "accounts_issuer"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_issuer_one")]

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        """What the provider knows us by."""
        return secrets.unseal(self.sealed, SEALED)

    def vouches_for(self, email: str) -> bool:
        """Whether an address is of a domain that is the provider's."""
        return email.rpartition("@")[2].lower() in self.domains
