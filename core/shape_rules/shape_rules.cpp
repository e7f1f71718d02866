#include "core/shape_rules/shape_rules.h"

#include <map>

namespace waferscope {

namespace {

using Table = std::map<std::string_view, const NamedShapeRule*>;

Table makeTable()
{
    Table table;
    for (const std::span<const NamedShapeRule> part :
         {convolutionShapeRules(), poolingShapeRules(), matrixShapeRules(), recurrentShapeRules(),
          elementwiseShapeRules(), normalisationShapeRules(), layoutShapeRules(), joiningShapeRules(),
          selectionShapeRules(), resizingShapeRules(), reductionShapeRules(), generatorShapeRules()}) {
        for (const NamedShapeRule& rule : part)
            table.emplace(rule.type, &rule);
    }
    return table;
}

} // namespace

const NamedShapeRule* shapeRuleOf(std::string_view type)
{
    static const Table table = makeTable();
    const auto found = table.find(type);
    return found == table.end() ? nullptr : found->second;
}

} // namespace waferscope
