"""A meeting may be open to everyone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territories", "0008_same_territory")]

    operations = [migrations.AddField(model_name="meeting", name="is_public", field=models.BooleanField(default=False))]
