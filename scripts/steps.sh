# For scripts that run a list of checks: `step NAME COMMAND...` runs one and
# adds up what it reports. A command that ends with a line "N passed, N failed"
# counts with those numbers, any other as one. `finish` prints the sum as the
# last line and exits.
steps_passed=0
steps_failed=0
steps_log=$(mktemp)
steps_status=$(mktemp)
trap 'rm -f "$steps_log" "$steps_status"' EXIT

step() {
	step_name=$1
	shift
	printf '\n== %s\n' "$step_name"
	step_start=$(date +%s)
	{
		"$@" 2>&1
		echo $? >"$steps_status"
	} | tee "$steps_log"
	step_status=$(cat "$steps_status")
	step_sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$steps_log" | tail -n 1)
	if [ -n "$step_sum" ]; then
		steps_passed=$((steps_passed + ${step_sum%% passed*}))
		step_failures=$(echo "$step_sum" | sed 's/.* passed, \([0-9]*\) failed.*/\1/')
		steps_failed=$((steps_failed + step_failures))
		# A failure that its numbers do not show is still one.
		if [ "$step_status" -ne 0 ] && [ "$step_failures" -eq 0 ]; then
			steps_failed=$((steps_failed + 1))
		fi
	elif [ "$step_status" -eq 0 ]; then
		steps_passed=$((steps_passed + 1))
	else
		steps_failed=$((steps_failed + 1))
	fi
	if [ "$step_status" -ne 0 ]; then
		echo "FAILED: $step_name (exit status $step_status)"
		steps_names="${steps_names:-}
  failed: $step_name"
	fi
	step_seconds=$(($(date +%s) - step_start))
	[ "$step_seconds" -lt 5 ] || echo "($step_seconds s)"
}

finish() {
	printf '%s\n' "${steps_names:-}"
	echo "$steps_passed passed, $steps_failed failed"
	[ "$steps_failed" -eq 0 ]
	exit
}
