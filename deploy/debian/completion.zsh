#compdef xmpp-gateway
# zsh completion for xmpp-gateway: the program itself knows what can follow.
case "${words[CURRENT-1]}" in
  -c | --config | backup | new-key | explain-mail) _files; return ;;
esac
local line="${(j: :)words[1,CURRENT]}"
local -a found
found=("${(@f)$("${(Q)words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
# "/h" and "/?" are for another system.
found=("${(@)found:#/*}")
compadd -- "${(@)found:#}"
