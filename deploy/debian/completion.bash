# bash completion for xmpp-gateway: the program itself knows what can follow.
# shellcheck shell=bash
_xmpp_gateway() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" found
  COMPREPLY=()
  case "$before" in
    -c | --config | backup | new-key | explain-mail) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
  esac
  # "/h" and "/?" are for another system.
  found="$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null | grep -v '^/')"
  mapfile -t COMPREPLY < <(compgen -W "$found" -- "$word")
}
complete -F _xmpp_gateway xmpp-gateway
