"""What administrations answer: which routings wait (``queues``, ``counts``), a reply drafted (``drafting``),
kept as revisions (``revisions``), judged (``validating``), published (``publishing``) and judged by its
author (``rating``); and the two desks where that is done (``desk``, ``rows``)."""
