#!/bin/bash
# @TITLE@
# Made by Waferscope from @PLAN@. One chief and @WORKERS@ input workers feed @SYSTEMS@ system(s).
#SBATCH --job-name=@JOB@
#SBATCH --ntasks=@TASKS@
#SBATCH --cpus-per-task=14
#SBATCH --time=@TIME@
#SBATCH --output=@JOB@-%j.log

set -euo pipefail

: "${TRAINING:?set TRAINING to the training program}"

srun --kill-on-bad-exit=1 python "$TRAINING" --mode @RUN@ --params "@PARAMETERS@"
