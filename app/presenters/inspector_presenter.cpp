#include "app/presenters/inspector_presenter.h"

#include "app/document/document.h"
#include "views/panels/inspector.h"

namespace waferscope {

InspectorPresenter::InspectorPresenter(Inspector& inspector, const Document& document)
    : m_inspector(inspector)
    , m_document(document)
{
    connect(&document, &Document::layoutChanged, this, &InspectorPresenter::show);
    connect(&document, &Document::selectionChanged, this, &InspectorPresenter::show);
    connect(&inspector, &Inspector::whyWanted, this, &InspectorPresenter::explain);
    show();
}

/// Also while something is dragged: the numbers change under the hand.
void InspectorPresenter::show()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    if (!layout || !m_document.evaluation()) {
        m_inspector.setNotice(tr("Open a network to see its numbers."));
        return;
    }
    m_inspector.setContent(inspectorContentOf(*layout, *m_document.evaluation(), m_document.selection()));
}

void InspectorPresenter::explain(NumberKind number)
{
    if (const std::shared_ptr<const Layout> layout = m_document.layout())
        m_inspector.setExplanation(number,
                                   explanationOf(number, *layout, *m_document.evaluation(),
                                                 *m_document.project()->assumptions, m_document.selection()));
}

} // namespace waferscope
