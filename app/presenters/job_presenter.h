#pragma once

#include <QObject>

namespace waferscope {

class JobBar;
class MessageBar;
class Opener;
class RunController;

/// Long work: how far it is, the button that ends it, what it had found by then, and the sentence about how it went.
/// While the opener works or offers something, an emulation works silently.
class JobPresenter : public QObject {
    Q_OBJECT
public:
    JobPresenter(Opener& opener, RunController& runs, JobBar& bar, MessageBar& message);

private:
    void connectOpener();
    void connectRuns();
    [[nodiscard]] bool isFree() const; ///< the bar, for an emulation

    Opener& m_opener;
    RunController& m_runs;
    JobBar& m_bar;
    MessageBar& m_message;
};

} // namespace waferscope
