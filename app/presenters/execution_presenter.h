#pragma once

#include <QObject>

namespace waferscope {

class Document;
class MainToolBar;
class Opener;
class Settings;

/// What is mapped for: machine, batch and replicas of what is open, or of what will be. The machine is kept between
/// runs of the program.
class ExecutionPresenter : public QObject {
    Q_OBJECT
public:
    /// Gives the opener its defaults.
    ExecutionPresenter(MainToolBar& toolBar, const Document& document, Opener& opener, Settings& settings);

private:
    void chooseMachine(const QString& name);
    void show();

    MainToolBar& m_toolBar;
    const Document& m_document;
    Opener& m_opener;
    Settings& m_settings;
};

} // namespace waferscope
