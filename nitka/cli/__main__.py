"""`python -m nitka.cli`, as the supervisor starts its children."""

import sys

from nitka.cli.main import main

sys.exit(main())
