// Tests here mostly wait: for deadlines of openings and for processes.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
