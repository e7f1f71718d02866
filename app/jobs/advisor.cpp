#include "app/jobs/advisor.h"

#include "app/document/layout_edits.h"
#include "views/base/number_text.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kRest = 400; ///< milliseconds without an edit, after which a search is worth while

/// A layout's name is its own in a project.
std::string freeName(const Project& project, std::size_t own, const std::string& wanted)
{
    const auto isTaken = [&](const std::string& name) {
        for (std::size_t i = 0; i < project.layouts.size(); ++i)
            if (i != own && project.layouts[i]->name() == name)
                return true;
        return false;
    };
    std::string name = wanted;
    for (int number = 2; isTaken(name); ++number)
        name = wanted + " " + std::to_string(number);
    return name;
}

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
    if (!m_advice)
        return;
    const Advice advice = *m_advice; // the edit takes it back
    const Layout& layout = *advice.changed.layout;
    m_document.replaceLayout(layout.withName(freeName(*m_document.project(), m_document.currentIndex(), layout.name())),
                             sentenceText(advice.action));
}

} // namespace waferscope
