(section) @class.outer
(group) @block.outer
(group "(" . (_) @block.inner . ")")
(comparison) @assignment.outer
(comparison field: (_) @assignment.lhs)
(comparison value: (_) @assignment.rhs @assignment.inner)
(list (_) @parameter.inner)
(comment) @comment.outer
