#include "app/layout_evaluator.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kMostEntries =
    8; ///< an evaluation that shares no lines with others holds up to 12 MB of link loads

} // namespace

std::shared_ptr<const Evaluation> LayoutEvaluator::evaluationOf(const std::shared_ptr<const Layout>& layout,
                                                                const std::shared_ptr<const Assumptions>& assumptions,
                                                                LayoutState state)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
        return entry.layout == layout && entry.assumptions == assumptions;
    });
    if (found != m_entries.end()) {
        std::rotate(m_entries.begin(), found, std::next(found)); // asked for again: seen last
        return m_entries.front().evaluation;
    }
    std::shared_ptr<const Evaluation> evaluation = m_live.evaluate(layout, assumptions);
    if (state == LayoutState::Committed)
        keep({layout, assumptions, evaluation});
    return evaluation;
}

void LayoutEvaluator::remember(const std::shared_ptr<const Layout>& layout,
                               const std::shared_ptr<const Assumptions>& assumptions,
                               const std::shared_ptr<const Evaluation>& evaluation)
{
    if (!evaluation)
        return;
    m_live.remember(layout, assumptions, evaluation);
    keep({layout, assumptions, evaluation});
}

void LayoutEvaluator::keep(Entry entry)
{
    m_entries.push_front(std::move(entry));
    if (m_entries.size() > kMostEntries)
        m_entries.pop_back();
}

} // namespace waferscope
