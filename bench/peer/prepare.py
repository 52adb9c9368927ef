"""Makes the database: one page and one editor for each client. Prints their names as one line of JSON.

    PEER_DATA=FOLDER python -m peer.prepare CLIENTS
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "peer.settings"
django.setup()

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page

from peer.models import TextPage

call_command("migrate", verbosity=0)
home = Page.objects.get(depth=2)
editors = Group.objects.get(name="Editors")
clients = []
for number in range(int(sys.argv[1])):
    name = f"editor{number}"
    user = get_user_model().objects.create_user(name, f"{name}@example.org", name)
    user.groups.add(editors)
    page = home.add_child(instance=TextPage(title=f"Page {number}", slug=f"page-{number}", text="As it was", owner=user))
    page.save_revision(user=user).publish()
    clients.append({"name": name, "page": page.pk})
print(json.dumps(clients))
