"""Who is sorted how in «Уклад»: labels of customers, and whose the best ones are; by the verbs."""

from random import Random

from nitka.accounts.models import Member
from nitka.customers.actions import give_company, give_customers, put_labels, save_label
from nitka.customers.labels import Label
from nitka.customers.models import Company, Customer

LABELS = (("Оптовик", "accent"), ("Сосед магазина", "good"), ("Только звонок", "plain"), ("Осторожно: долг", "warn"),
          ("Юрист читает", "bad"))  # fmt: skip
SHARES = (0.14, 0.11, 0.06, 0.04, 0.02)  # of those heard of last, who wears each
OWNED = 220  # of them


def sort_customers(random: Random, members: list[Member]) -> None:
    """Some wear a label or two; a part of them is somebody's; companies are somebody's, too."""
    chief, keepers = members[0], [one for one in members if one.role in ("agent", "manager")]
    keepers.insert(1, chief)
    labels = [save_label(label=Label(name=name, tone=tone)) for name, tone in LABELS]
    rows = list(Customer.objects.filter(merged_into_id=None, erased_at=None).order_by("-last_at", "id")[:400])
    for label, share in zip(labels, SHARES, strict=True):
        put_labels(customers=random.sample(rows, int(len(rows) * share)), on=[label], by=chief.pk)
    owned = random.sample(rows, min(OWNED, len(rows)))
    for place, keeper in enumerate(keepers):
        give_customers(customers=owned[place :: len(keepers)], to=keeper, by=chief.pk)
    for place, company in enumerate(Company.objects.filter(archived_at=None).order_by("name")):
        give_company(company=company, to=keepers[place % len(keepers)] if place else None, by=chief.pk)
