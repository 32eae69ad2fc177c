[(group) (list)] @indent.begin
(group ")" @indent.branch @indent.end)
(list ")" @indent.branch @indent.end)
