#!/bin/sh
# Asks an export job to terminate: RequestStateChange with RequestedState 4.
. "$(dirname "$0")/soap.sh"

job=$(job_argument "$@")
post cancel.xml "InstanceID=$job"
case $(value ReturnValue) in
0) echo 'Accepted' ;;
32775) echo 'Too late: the job has ended' ;;
*) echo "Refused: ReturnValue $(value ReturnValue)"; exit 1 ;;
esac
