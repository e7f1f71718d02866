#include "model/live_evaluation.h"

#include "model/evaluate.h"
#include "model/pipelined/pipelined_evaluation.h"

namespace waferscope {

bool LiveEvaluation::differsInItsMappingOnly(const Layout& layout,
                                             const std::shared_ptr<const Assumptions>& assumptions) const
{
    return m_layout && layout.mode() == Mode::Pipelined && layout.graph() == m_layout->graph()
        && layout.installation() == m_layout->installation() && layout.execution() == m_layout->execution()
        && assumptions == m_assumptions;
}

void LiveEvaluation::remember(const std::shared_ptr<const Layout>& layout,
                              const std::shared_ptr<const Assumptions>& assumptions,
                              const std::shared_ptr<const Evaluation>& evaluation)
{
    if (layout->mode() != Mode::Pipelined)
        return;
    m_layout = layout;
    m_assumptions = assumptions;
    m_evaluation = evaluation;
}

std::shared_ptr<const Evaluation> LiveEvaluation::evaluate(const std::shared_ptr<const Layout>& layout,
                                                           const std::shared_ptr<const Assumptions>& assumptions)
{
    std::shared_ptr<const Evaluation> evaluation;
    if (differsInItsMappingOnly(*layout, assumptions)) {
        const KnownMapping known{m_layout->mapping(), m_evaluation->pipelined()};
        Evaluation quick = evaluatePipelined(layout->problem(), layout->mapping(), *assumptions, known);
        quick.areaBound = m_evaluation->areaBound;
        evaluation = std::make_shared<const Evaluation>(std::move(quick));
    } else {
        evaluation = std::make_shared<const Evaluation>(waferscope::evaluate(*layout, *assumptions));
    }
    remember(layout, assumptions, evaluation);
    return evaluation;
}

} // namespace waferscope
