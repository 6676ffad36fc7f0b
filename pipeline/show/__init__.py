"""The dataset for people: the review page, the page of a comparison, the supervision ledger."""
