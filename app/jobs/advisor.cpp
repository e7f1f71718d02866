#include "app/jobs/advisor.h"

#include "views/base/number_text.h"

namespace waferscope {

namespace {

constexpr int kRest = 400; ///< milliseconds without an edit, after which a search is worth while

} // namespace

Advisor::Advisor(Document& document, QObject* parent)
    : QObject(parent)
    , m_document(document)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &Advisor::search);
    connect(&document, &Document::layoutChanged, this, &Advisor::startOver);
}

void Advisor::startOver()
{
    m_job.abandon();
    m_rest.stop();
    adopt(std::nullopt);
    if (m_document.layout() && !m_document.isPreviewing())
        m_rest.start();
}

void Advisor::search()
{
    const MappedLayout now{m_document.layout(), m_document.evaluation()};
    if (!now.layout || !now.evaluation)
        return;
    m_job.start([now, assumptions = m_document.project()->assumptions](
                    const JobControl& job) { return adviseOn(now, *assumptions, job); },
                [this](const Result<std::optional<Advice>>& found) {
                    if (found.ok())
                        adopt(found.value());
                });
}

void Advisor::adopt(std::optional<Advice> advice)
{
    const bool isNews = m_advice.has_value() || advice.has_value();
    m_advice = std::move(advice);
    if (isNews)
        Q_EMIT adviceChanged();
}

void Advisor::apply()
{
    if (!m_advice || !m_advice->canBeDone)
        return;
    const Advice advice = *m_advice; // the edit takes it back
    m_document.replaceLayout(*advice.changed.layout, sentenceText(advice.action));
}

} // namespace waferscope
