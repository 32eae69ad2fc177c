(comment) @comment
(separator) @punctuation.delimiter

["AND" "OR" "NOT" "not" "IN" "BETWEEN"] @keyword.operator
(operator ["contains" "starts" "with" "does" "not" "contain"] @keyword.operator)
(operator (quoted) @keyword.operator)
(test ["is" "not" "empty"] @keyword.operator)
(test (quoted) @keyword.operator)
(operator ["=" "!=" "<" "<=" ">" ">="] @operator)

["(" ")"] @punctuation.bracket
"," @punctuation.delimiter

(field) @variable.member

(comparison [value: (string) low: (string) high: (string)] @string)
(list (string) @string)
((word) @string.special
  (#not-match? @string.special "^([+-]?[0-9.]+|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"))
((word) @number (#match? @number "^[+-]?[0-9]+([.][0-9]+)?$"))
((word) @boolean (#match? @boolean "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"))
(field (word) @variable.member)
(field (string) @variable.member)

(moment) @constant.builtin
(anchor) @constant.builtin
(sign) @operator
[(offset) (amount)] @number
