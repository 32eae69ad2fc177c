//! The implementations that the macro writes.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Data, DeriveInput, Error, Fields, GenericParam, Ident, Member as Place, Result, Type, WherePredicate,
};

use crate::attributes::{Member, library};

/// Implements `Record` and `NamedRecord`.
///
/// Fields have the first slots, in the order of the members, so that reading one is a `match`; the records within
/// follow, each with as many slots as it has fields.
pub(crate) fn record(input: &DeriveInput) -> Result<TokenStream> {
    let library = library(&input.attrs)?;
    let members = members(input)?;
    let name = &input.ident;
    let parameters = type_parameters(input);

    let mut values = TokenStream::new();
    let mut names = TokenStream::new();
    let mut slots = 0_usize;
    let mut nested = TokenStream::new();
    let mut nested_names = TokenStream::new();
    let mut nested_slots = TokenStream::new();
    let mut bounds: Vec<WherePredicate> = Vec::new();

    for (place, span_type, member) in &members {
        let member_name = member_name(place);
        match member {
            Member::Skipped => {}
            Member::Field { name, with } => {
                let field_name = name.as_ref().map_or_else(|| member_name.clone(), syn::LitStr::value);
                let value = match with {
                    Some(function) => quote_spanned! { function.span() =>
                        <#library::value::Value<'_> as ::core::convert::From<_>>::from(#function(&self.#place))
                    },
                    None => quote_spanned! { span_type.span() =>
                        #library::value::AsValue::as_value(&self.#place)
                    },
                };
                if with.is_none() && mentions(span_type, &parameters) {
                    bounds.push(syn::parse_quote! { #span_type: #library::value::AsValue });
                }
                values.extend(quote! { #slots => #value, });
                names.extend(quote! { __names.push(#member_name, #field_name); });
                slots += 1;
            }
            Member::Record { group } => {
                let group = match group {
                    Some(group) => quote! { ::core::option::Option::Some(#group) },
                    None => quote! { ::core::option::Option::None },
                };
                let record = quote_spanned! { span_type.span() =>
                    <#span_type as #library::eval::NamedRecord>
                };
                if mentions(span_type, &parameters) {
                    bounds.push(syn::parse_quote! { #span_type: #library::eval::NamedRecord });
                }
                nested.extend(quote! {
                    if __index < #record::FIELDS {
                        return #library::eval::Record::value(&self.#place, #library::eval::Slot::new(__index));
                    }
                    let __index = __index - #record::FIELDS;
                });
                let nest = quote_spanned! { span_type.span() => __names.nest::<#span_type> };
                nested_names.extend(quote! { #nest(#member_name, #group); });
                nested_slots.extend(quote! { + #record::FIELDS });
            }
        }
    }

    let otherwise = if nested.is_empty() {
        quote! { _ => #library::value::Value::Missing, }
    } else {
        quote! {
            __index => {
                let __index = __index - #slots;
                #nested
                let _ = __index;
                #library::value::Value::Missing
            }
        }
    };

    let mut generics = input.generics.clone();
    generics.make_where_clause().predicates.extend(bounds);
    let (implementation, arguments, clause) = generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #implementation #library::eval::Record for #name #arguments #clause {
            #[inline]
            fn value(&self, __slot: #library::eval::Slot) -> #library::value::Value<'_> {
                match #library::eval::Slot::index(__slot) {
                    #values
                    #otherwise
                }
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl #implementation #library::eval::NamedRecord for #name #arguments #clause {
            const FIELDS: ::core::primitive::usize = #slots #nested_slots;

            fn field_names(__names: &mut #library::eval::FieldNames) {
                #names
                #nested_names
            }
        }
    })
}

/// The members of the struct, each with its place and its type.
fn members(input: &DeriveInput) -> Result<Vec<(Place, &Type, Member)>> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => {
            return Err(Error::new(data.enum_token.span, "`Record` can be derived for structs only"));
        }
        Data::Union(data) => {
            return Err(Error::new(data.union_token.span, "`Record` can be derived for structs only"));
        }
    };
    let is_tuple = matches!(fields, Fields::Unnamed(_));
    let mut members = Vec::new();
    let mut errors: Option<Error> = None;
    for (place, field) in fields.members().zip(fields) {
        let read = Member::read(&field.attrs).and_then(|member| match member {
            Member::Field { name: None, .. } if is_tuple => Err(Error::new(
                field.ty.span(),
                "a member of a tuple struct has no name: add `#[record(name = \"…\")]` or `#[record(skip)]`",
            )),
            member => Ok(member),
        });
        match (read, &mut errors) {
            (Ok(member), _) => members.push((place, &field.ty, member)),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), none) => *none = Some(error),
        }
    }
    errors.map_or(Ok(members), Err)
}

/// The name of a member, of a raw identifier without its `r#`.
fn member_name(place: &Place) -> String {
    match place {
        Place::Named(name) => name.unraw().to_string(),
        Place::Unnamed(index) => index.index.to_string(),
    }
}

/// The names of the struct's type parameters.
fn type_parameters(input: &DeriveInput) -> HashSet<Ident> {
    let parameter = |parameter: &GenericParam| match parameter {
        GenericParam::Type(parameter) => Some(parameter.ident.clone()),
        GenericParam::Lifetime(_) | GenericParam::Const(_) => None,
    };
    input.generics.params.iter().filter_map(parameter).collect()
}

/// Whether a type depends on a type parameter: only then may it lack the trait, and needs a bound.
fn mentions(member: &Type, parameters: &HashSet<Ident>) -> bool {
    fn any(tokens: TokenStream, parameters: &HashSet<Ident>) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => parameters.contains(&ident),
            TokenTree::Group(group) => any(group.stream(), parameters),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    !parameters.is_empty() && any(member.to_token_stream(), parameters)
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::record;

    /// The messages of the errors.
    fn errors(input: &syn::DeriveInput) -> Vec<String> {
        match record(input) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    #[test]
    fn attributes_that_do_not_fit_are_errors() {
        for (input, expected) in [
            (
                parse_quote! { struct S { #[record(nam = "x")] a: u8 } },
                "unknown attribute; expected `name`, `with`, `group`, `flatten` or `skip`",
            ),
            (
                parse_quote! { #[record(name = "x")] struct S { a: u8 } },
                "unknown attribute of a struct; expected `crate`",
            ),
            (parse_quote! { struct S { #[record(name = " ")] a: u8 } }, "empty name"),
            (parse_quote! { struct S { #[record(name = "x", name = "y")] a: u8 } }, "given twice"),
            (parse_quote! { struct S { #[record(name = "x")] #[record(name = "y")] a: u8 } }, "given twice"),
            (
                parse_quote! { struct S { #[record(skip, with = "f")] a: u8 } },
                "`with` has no effect on a member that is skipped",
            ),
            (
                parse_quote! { struct S { #[record(skip, group = "g")] a: u8 } },
                "`group` has no effect on a member that is skipped",
            ),
            (
                parse_quote! { struct S { #[record(flatten, name = "x")] a: T } },
                "`name` is for a field, but `flatten` makes the member a record",
            ),
            (
                parse_quote! { struct S { #[record(flatten, group = "g")] a: T } },
                "`group` and `flatten` exclude each other: `flatten` is without a group",
            ),
            (
                parse_quote! { struct S(u8); },
                "a member of a tuple struct has no name: add `#[record(name = \"…\")]` or `#[record(skip)]`",
            ),
            (parse_quote! { enum E { A } }, "`Record` can be derived for structs only"),
            (parse_quote! { union U { a: u8 } }, "`Record` can be derived for structs only"),
        ] {
            assert_eq!(errors(&input), [expected]);
        }
    }

    #[test]
    fn every_member_with_an_error_is_reported() {
        let input = parse_quote! { struct S { #[record(x)] a: u8, b: u8, #[record(y)] c: u8 } };
        assert_eq!(errors(&input).len(), 2);
    }
}
