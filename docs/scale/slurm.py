"""Grades a class with workers that Slurm runs: python slurm.py CLASS --out RESULTS [options of learnrnn grade].

Run it where the class's folder and learnrnn are under the same paths as on the nodes: on a login node, or as a job.
JOBS says how many workers there are to be; grading begins with the first, and takes up the others as they come.
"""

import os
import subprocess
import sys

from dask_jobqueue import SLURMCluster

# One core and one thread a worker: a grader waits for its sandbox's process, which keeps the core busy.
with SLURMCluster(
    cores=1,
    processes=1,
    memory="2GB",
    walltime="04:00:00",
    python=sys.executable,
    log_directory="slurm-logs",
    # queue="short", account="course-7", interface="ib0",
) as cluster:
    cluster.scale(jobs=int(os.environ.get("JOBS", "64")))
    command = [sys.executable, "-m", "learnrnn", "grade", *sys.argv[1:]]
    done = subprocess.run([*command, "--scheduler", cluster.scheduler_address])
sys.exit(done.returncode)
