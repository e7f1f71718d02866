#!/bin/bash
# @TITLE@
# Made by Waferscope from @PLAN@. One chief and @WORKERS@ input workers feed @SYSTEMS@ system(s).
#SBATCH --job-name=@JOB@
#SBATCH --partition=sdf
#SBATCH --gres=cs:cerebras:@SYSTEMS@
#SBATCH --ntasks=@TASKS@
#SBATCH --cpus-per-task=14
#SBATCH --time=@TIME@
#SBATCH --output=@JOB@-%j.log

set -euo pipefail

# The software container and the training program: set both before submitting, or here.
: "${CONTAINER:?set CONTAINER to the path of the Cerebras container image}"
: "${TRAINING:?set TRAINING to the training program, such as run.py of the Model Zoo}"

srun --kill-on-bad-exit=1 singularity exec --bind "$PWD" "$CONTAINER" \
    python "$TRAINING" --mode @RUN@ --params "@PARAMETERS@" --cs_ip "${CS_IP_ADDR:?is set by the scheduler}"
