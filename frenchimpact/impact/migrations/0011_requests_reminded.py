from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("impact", "0010_veils_stamped")]

    operations = [migrations.AddField("proofrequest", "reminded_at", models.DateTimeField(blank=True, null=True))]
