#include "app/presenters/start_page_presenter.h"

#include "app/document/document.h"
#include "app/jobs/opener.h"
#include "app/settings.h"
#include "app/window/gallery_cards.h"
#include "app/window/window_actions.h"
#include "views/panels/start_page.h"

#include <QAction>

namespace waferscope {

StartPagePresenter::StartPagePresenter(StartPage& page, const WindowActions& actions, const Document& document,
                                       const Opener& opener, const Settings& settings)
    : m_page(page)
    , m_opener(opener)
    , m_settings(settings)
{
    connect(&page, &StartPage::browseWanted, actions.open, &QAction::trigger);
    connect(&page, &StartPage::buildWanted, actions.builder, &QAction::trigger);
    connect(&opener, &Opener::jobBegan, &m_filling, &JobRunner::abandon); // the machine is for the person's network
    connect(&document, &Document::opened, this, [this, &document] {
        if (document.isEmpty())
            fill();
    });
    fill();
}

void StartPagePresenter::fill()
{
    const std::vector<StartCard> cards = galleryCards();
    m_page.setCards(cards);
    m_page.setRecent(m_settings.recentFiles());
    const auto show = [this](const std::vector<StartCard>& filled) {
        for (const StartCard& card : filled)
            m_page.setCard(card);
    };
    m_filling.start(
        [cards, machine = m_opener.installation()](const JobControl& job) { return filledCards(cards, machine, job); },
        [show](const Result<std::vector<StartCard>>& filled) {
            if (filled.ok())
                show(filled.value());
        },
        [show](const std::shared_ptr<const Partial>& partial) {
            show(static_cast<const CardsPartial&>(*partial).cards);
        });
}

} // namespace waferscope
