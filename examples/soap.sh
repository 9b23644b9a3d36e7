# What the examples share: posting a SOAP file with curl and reading elements of the reply. Sourced, not run.
#
# WINCH_URL   where the server is (http://127.0.0.1:5985/wsman)
# WINCH_USER  name:password; without it curl asks nothing and the server answers 401

set -eu

here=$(dirname "$0")
url=${WINCH_URL:-http://127.0.0.1:5985/wsman}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# post FILE [NAME=VALUE …]: fills in @NAME@, posts the file and leaves the answer in $work/reply. A fault ends the script.
post() {
    file=$here/$1
    shift
    sed "s|@MessageID@|$(cat /proc/sys/kernel/random/uuid)|" "$file" > "$work/request"
    for pair in "$@"; do
        value=$(printf '%s' "${pair#*=}" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/[\\&|]/\\&/g')
        sed -i "s|@${pair%%=*}@|$value|" "$work/request"
    done
    # The password goes in through standard input: a command line is seen by everyone on the machine.
    status=$(printf '%s' "${WINCH_USER:-}" | sed 's/["\\]/\\&/g; s/.*/user = "&"/' |
        curl --silent --show-error --config - --header 'Content-Type: application/soap+xml;charset=UTF-8' \
            --data-binary "@$work/request" --output "$work/reply" --write-out '%{http_code}' "$url") || exit 1
    if [ "$status" != 200 ]; then
        reason=$(value Text)
        echo "The server answered $status: ${reason:-$(cat "$work/reply")}" >&2
        exit 1
    fi
}

# Rows of "element, tab, text" of the reply, in the order of the document; prefixes are cut off.
elements() {
    awk 'BEGIN { RS = "<"; FS = ">" }
        /^[^\/?!]/ { name = $1; sub(/[ \/].*/, "", name); sub(/^.*:/, "", name); print name "\t" $2 }' "$work/reply"
}

# value NAME: the text of the first element of that name.
value() {
    elements | awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' | plain
}

# Text without XML's escapes.
plain() {
    sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&amp;/\&/g'
}

# The name of a JobState.
state_name() {
    case $1 in
    2) echo New ;;
    3) echo Starting ;;
    4) echo Running ;;
    5) echo Suspended ;;
    6) echo 'Shutting Down' ;;
    7) echo Completed ;;
    8) echo Terminated ;;
    9) echo Killed ;;
    10) echo Exception ;;
    11) echo Service ;;
    12) echo 'Query Pending' ;;
    32768) echo 'Completed with Warnings' ;;
    *) echo "State $1" ;;
    esac
}

# The one argument of a script: a job's InstanceID.
job_argument() {
    if [ $# -ne 1 ]; then
        echo "usage: $0 INSTANCEID    (export.sh prints one)" >&2
        exit 2
    fi
    echo "$1"
}
