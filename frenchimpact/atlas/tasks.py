"""What the index needs now and then."""

from procrastinate.contrib.django import app

from frenchimpact.atlas import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="frenchimpact.atlas.tasks.fold_counts", queueing_lock="atlas_fold_counts")
def fold_counts(timestamp: int) -> None:
    """Keep the table of counts short."""
    actions.fold_counts()


@app.periodic(cron="17 * * * *")
@app.task(name="frenchimpact.atlas.tasks.rebuild_words", queueing_lock="atlas_rebuild_words")
def rebuild_words(timestamp: int) -> None:
    """Learn the words of the sheets written since."""
    actions.rebuild_words()
