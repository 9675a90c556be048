"""The demo company: a seller of smart-home devices with a history, a shop page and a mail relay of its own."""
