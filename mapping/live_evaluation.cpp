#include "mapping/live_evaluation.h"

#include "mapping/evaluate.h"
#include "mapping/pipelined_evaluation.h"

namespace waferscope {

LiveEvaluation::Ground LiveEvaluation::groundOf(const Layout& layout,
                                                const std::shared_ptr<const Assumptions>& assumptions)
{
    return {layout.graph, layout.installation, assumptions, layout.execution};
}

void LiveEvaluation::remember(const std::shared_ptr<const Layout>& layout,
                              const std::shared_ptr<const Assumptions>& assumptions, const Evaluation& evaluation)
{
    if (layout->mode() != Mode::Pipelined)
        return;
    m_ground = groundOf(*layout, assumptions);
    m_areaBound = evaluation.areaBound;
}

std::shared_ptr<const Evaluation> LiveEvaluation::evaluate(const std::shared_ptr<const Layout>& layout,
                                                           const std::shared_ptr<const Assumptions>& assumptions)
{
    if (layout->mode() == Mode::Pipelined && m_ground == groundOf(*layout, assumptions)) {
        Evaluation evaluation = evaluatePipelined(*layout, *assumptions);
        evaluation.areaBound = m_areaBound;
        return std::make_shared<const Evaluation>(std::move(evaluation));
    }
    auto evaluation = std::make_shared<const Evaluation>(waferscope::evaluate(*layout, *assumptions));
    remember(layout, assumptions, *evaluation);
    return evaluation;
}

} // namespace waferscope
