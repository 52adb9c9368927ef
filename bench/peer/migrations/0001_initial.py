import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0095_groupsitepermission")]
    operations = [
        migrations.CreateModel(
            name="TextPage",
            fields=[
                ("page_ptr", models.OneToOneField(
                    auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True,
                    serialize=False, to="wagtailcore.page")),
                ("text", models.TextField(blank=True)),
            ],
            bases=("wagtailcore.page",),
        )
    ]
