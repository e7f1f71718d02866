#pragma once

#include "app/jobs/job_runner.h"

#include <QObject>

namespace waferscope {

class Document;
class Opener;
class Settings;
class StartPage;
class WindowActions;

/// The start page: the gallery's cards, whose counts and placements come as they are worked out, and the recent files.
class StartPagePresenter : public QObject {
    Q_OBJECT
public:
    StartPagePresenter(StartPage& page, const WindowActions& actions, const Document& document, const Opener& opener,
                       const Settings& settings);

    [[nodiscard]] bool isFilling() const { return m_filling.isRunning(); }

private:
    void fill();

    StartPage& m_page;
    const Opener& m_opener;
    const Settings& m_settings;
    JobRunner m_filling; ///< last member: joined before the others go
};

} // namespace waferscope
