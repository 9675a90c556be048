"""What health holds of a person: nothing. Processes, sizes, and places in the program where something broke."""

from nitka.kit.personal import Part

PART = Part("health", held={}, codes={"health_process": "id kind host version figures"})
