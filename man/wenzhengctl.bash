# Completion of wenzhengctl(8) for bash: commands, options, the words that an option takes, files.

# A line for each command: its name, its arguments, its options.
IFS= read -r -d '' _wenzhengctl_commands <<'END'
@completion@
END

# Sets arguments and options to those of the command of this name; fails when there is none.
_wenzhengctl_find() {
	local name
	while IFS=';' read -r name arguments options; do
		[[ $name == "" || $name != "$1" ]] || return 0
	done <<<"$_wenzhengctl_commands"
	return 1
}

_wenzhengctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local said=() words=() files="" arguments="" options="" i name option prefix
	# bash takes --config=FILE for three words.
	[[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $cur != = ]] || cur=""
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--config | --state) [[ ${COMP_WORDS[i + 1]} == = ]] && ((i += 2)) || ((i++)) ;;
		--*) ;;
		*) said+=("${COMP_WORDS[i]}") ;;
		esac
	done
	_wenzhengctl_find "${said[0]} ${said[1]}" || _wenzhengctl_find "${said[0]}" || options=--version
	options+=" --config=FILE --state=DIR --help"
	for option in $options; do
		[[ $cur != -* ]] || words+=("${option%%=*}")
		[[ $option != "$before="* ]] || files=${option#*=}
	done
	if [[ $files == *"|"* ]]; then
		words=(${files//|/ })
	elif [[ $files == "" && $cur != -* ]]; then
		# The next word of each command that begins with what was said, and its files.
		prefix=${said[0]:+${said[0]} }
		while ((${#said[@]} < 2)) && IFS=';' read -r name _; do
			[[ $name != "$prefix"* ]] || { name=${name#"$prefix"}; words+=("${name%% *}"); }
		done <<<"$_wenzhengctl_commands"
		files=$arguments
	fi
	COMPREPLY=($(compgen -W "${words[*]}" -- "$cur"))
	if [[ $files =~ FILE|DIR ]]; then
		COMPREPLY+=($(compgen -f -- "$cur"))
		compopt -o filenames 2>/dev/null
	fi
}

complete -F _wenzhengctl wenzhengctl
